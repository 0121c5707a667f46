/** Many cases without a screen: the command line, one case after the other, each written whole or not at all. */
package org.lesionlens.batch;
