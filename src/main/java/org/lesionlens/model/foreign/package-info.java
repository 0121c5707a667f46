/** From a model of another program to our description of it; what its files do not say is asked. No network is opened. */
package org.lesionlens.model.foreign;
