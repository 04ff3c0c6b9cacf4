package io.footfall.warehouse;

import io.footfall.errors.FirstStart;
import org.jspecify.annotations.Nullable;

/** Stands in for the class that needs AWS clients. */
record RedshiftTemporaryLogin(String user, String password) {

  static RedshiftTemporaryLogin lookUp(IamUrl url, @Nullable String user) {
    throw FirstStart.lacks("logins that AWS issues");
  }
}
