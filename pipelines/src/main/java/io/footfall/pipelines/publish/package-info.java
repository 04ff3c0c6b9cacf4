/**
 * Sends records of files and databases to a Kinesis stream or a Kafka topic, one message per
 * record.
 */
@NullMarked
package io.footfall.pipelines.publish;

import org.jspecify.annotations.NullMarked;
