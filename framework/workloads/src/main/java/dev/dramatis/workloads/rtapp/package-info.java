/**
 * Workloads in the description language of rt-app.
 *
 * <p>The language is JSON as rt-app's own library reads it, with comments and trailing commas.
 * Where rt-app passes over what it does not know, this reader refuses, with the place and the mend;
 * what is understood but means nothing to a simulated machine becomes a note.
 */
@NullMarked
package dev.dramatis.workloads.rtapp;

import org.jspecify.annotations.NullMarked;
