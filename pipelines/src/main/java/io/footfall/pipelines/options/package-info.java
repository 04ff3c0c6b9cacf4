/** Option groups, and how the arguments of a command become options. */
@org.jspecify.annotations.NullMarked
package io.footfall.pipelines.options;
