/** Commands: name, help, options and required libraries. */
@NullMarked
package io.footfall.pipelines.command;

import org.jspecify.annotations.NullMarked;
