/**
 * The data of the report page and the dashboard: compact aggregates of a lake or a warehouse, read
 * with portable SQL, and the HTML file that shows them. {@link
 * io.footfall.pipelines.insight.Insight} is the data, {@link
 * io.footfall.pipelines.insight.InsightPage} the file.
 */
@NullMarked
package io.footfall.pipelines.insight;

import org.jspecify.annotations.NullMarked;
