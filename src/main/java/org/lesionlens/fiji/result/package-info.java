/** What was found in an image, listed and linked with it: from lesions to the window of a case, and from a batch to that of its cases. For the event thread. */
package org.lesionlens.fiji.result;
