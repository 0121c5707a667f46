/** From MetaImage to volumes. */
package org.lesionlens.io.metaimage;
