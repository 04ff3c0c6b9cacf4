/** What every tokenizer produces: the fields of one record, whatever its format. */
@NullMarked
package io.footfall.tokens;

import org.jspecify.annotations.NullMarked;
