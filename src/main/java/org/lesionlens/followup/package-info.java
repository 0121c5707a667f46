/** From the dates of a patient to what became of each lesion: matched, measured, judged by response criteria, with tables and pages. */
package org.lesionlens.followup;
