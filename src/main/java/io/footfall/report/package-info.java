/** Report folders: tables, summary and {@code run.json}, committed all at once. */
@NullMarked
package io.footfall.report;

import org.jspecify.annotations.NullMarked;
