/** The output of every tokenizer: the fields of one record, in any format. */
@NullMarked
package io.footfall.tokens;

import org.jspecify.annotations.NullMarked;
