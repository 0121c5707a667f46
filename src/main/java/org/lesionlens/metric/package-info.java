/** From two masks on one grid to how well they agree: overlap, surface distances, lesions found and missed. */
package org.lesionlens.metric;
