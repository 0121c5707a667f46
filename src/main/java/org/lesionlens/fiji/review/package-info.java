/** A folder of results on the screen: from its cases to the images that a reviewer looks at and what he says of them. */
package org.lesionlens.fiji.review;
