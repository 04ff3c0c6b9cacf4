/** What every command has: a name, help, options and the libraries that it needs. */
@NullMarked
package io.footfall.pipelines.command;

import org.jspecify.annotations.NullMarked;
