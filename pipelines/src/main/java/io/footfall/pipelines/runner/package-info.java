/** The runners and their performance settings. */
@org.jspecify.annotations.NullMarked
package io.footfall.pipelines.runner;
