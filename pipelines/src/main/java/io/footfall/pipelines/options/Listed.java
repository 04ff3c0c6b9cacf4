package io.footfall.pipelines.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Places an option in help and documentation, and describes how its value is written. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Listed {
  /** The heading that it is listed under. */
  Heading heading();

  /** Its place under the heading. The smallest comes first; gaps leave room for more options. */
  int place();

  /** The placeholder of its value, such as {@code DIR}; empty for a switch. */
  String value() default "";

  /** The default, for a person; empty if the option is required. */
  String fallback() default "";

  /** What joins the values of an option that is given several times; empty if it must not be. */
  String separator() default "";

  /**
   * The value of an option that is written without one, such as {@code --saved}. With {@code
   * --name=VALUE} it has another; the next argument is never its value. Empty if it needs a value.
   */
  String implied() default "";
}
