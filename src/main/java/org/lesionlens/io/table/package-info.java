/** From rows and records to CSV and JSON, and back. */
package org.lesionlens.io.table;
