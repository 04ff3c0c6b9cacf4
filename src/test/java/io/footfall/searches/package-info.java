/**
 * A third dataset, the searches on a website: the proof that a dataset is one package. It has
 * nothing but the classes here, and no class elsewhere names it but its test.
 */
@NullMarked
package io.footfall.searches;

import org.jspecify.annotations.NullMarked;
