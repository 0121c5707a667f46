/** From a model folder to what its network is: description, labels with codes, windows, defaults; no network is opened. */
package org.lesionlens.model;
