package io.footfall.pipelines;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where an option stands in help and documentation, and how its value looks. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Listed {
  /** The heading that it stands under. */
  OptionGroup group();

  /** Its place there: the smallest comes first. */
  int place();

  /** What stands for the value, such as {@code FOLDER}; empty for a switch. */
  String value() default "";

  /** What holds if it is not given; empty if it must be. */
  String fallback() default "";
}
