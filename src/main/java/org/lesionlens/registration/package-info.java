/** From two volumes of one patient to the rigid motion that brings one onto the other, found by mutual information. */
package org.lesionlens.registration;
