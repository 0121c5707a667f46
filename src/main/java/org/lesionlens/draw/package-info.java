/** From a volume with its lesions or maps to a picture for people. */
package org.lesionlens.draw;
