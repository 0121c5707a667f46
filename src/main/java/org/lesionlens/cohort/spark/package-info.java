/** From a cohort to its cases on Apache Spark, a task each. */
package org.lesionlens.cohort.spark;
