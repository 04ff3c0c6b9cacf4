/** Mutates valid inputs, and checks what holds for every input of a parser. */
package io.footfall.fuzz;
