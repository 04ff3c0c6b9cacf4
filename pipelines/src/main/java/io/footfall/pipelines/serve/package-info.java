/**
 * The dashboard: the live report and SQL queries over HTTP. {@link
 * io.footfall.pipelines.serve.Dashboard} is the server, and {@link
 * io.footfall.pipelines.serve.Gate} controls access.
 */
@NullMarked
package io.footfall.pipelines.serve;

import org.jspecify.annotations.NullMarked;
