package io.footfall.pipelines.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Places an option in help and documentation, and describes how its value is written. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Listed {
  /** Returns the heading that the option is listed under. */
  Heading heading();

  /** Returns the place under the heading, smallest first. Gaps leave room for more options. */
  int place();

  /** Returns the placeholder of the value, such as {@code DIR}; empty for a switch. */
  String value() default "";

  /** Returns the default as shown to users; empty if the option is required. */
  String fallback() default "";

  /**
   * Returns the separator that joins the values of a repeated option; empty if it cannot be
   * repeated.
   */
  String separator() default "";

  /** Returns whether an option under {@link Heading#STREAM} also applies to files. */
  boolean alsoOfFiles() default false;

  /**
   * Returns the value of an option written without one, such as {@code --saved}; the next argument
   * is never its value. Empty if the option requires a value.
   */
  String implied() default "";
}
