/**
 * A DICOMweb server (PS3.18): a query to the series that it finds (QIDO-RS), a series to a private folder of files (WADO-RS), and
 * results to the server (STOW-RS).
 *
 * <p>Nothing here is sent or asked unless a user names a server. No message holds an identifier of a patient, study or series, or
 * a word of the credentials.
 */
package org.lesionlens.io.dicomweb;
