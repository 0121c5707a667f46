/** From many cases to their folders, one journal, tables and a report; what is done stays done. */
package org.lesionlens.cohort;
