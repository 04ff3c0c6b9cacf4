/** What the AWS clients do during a test. */
package io.footfall.testing.aws;
