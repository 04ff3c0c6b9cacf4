/** The runners, and what each needs to be quick. */
@org.jspecify.annotations.NullMarked
package io.footfall.pipelines.runner;
