/**
 * The dashboard: the report, live, and questions in SQL, over HTTP. {@link
 * io.footfall.serve.Dashboard} is the server; who may ask it for what is in {@link
 * io.footfall.serve.Gate}.
 */
@NullMarked
package io.footfall.serve;

import org.jspecify.annotations.NullMarked;
