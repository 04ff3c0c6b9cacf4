/**
 * The dashboard: the report, live, and questions in SQL, over HTTP. {@link
 * io.footfall.pipelines.serve.Dashboard} is the server; who may ask it for what is in {@link
 * io.footfall.pipelines.serve.Gate}.
 */
@NullMarked
package io.footfall.pipelines.serve;

import org.jspecify.annotations.NullMarked;
