package io.footfall.warehouse;

import io.footfall.errors.FirstStart;

/** Stands in for the class that needs AWS clients. */
record SecretPassword(String user, String password) {

  static SecretPassword lookUp(String secret) {
    throw FirstStart.lacks("--passwordSecret");
  }
}
