/** A folder of results under review: from its tables to what needs a look first, and from verdicts to who said what, when. */
package org.lesionlens.review;
