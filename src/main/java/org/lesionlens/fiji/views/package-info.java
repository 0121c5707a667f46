/** A volume in three planes at once: from an image and its lesions to linked views. For the event thread. */
package org.lesionlens.fiji.views;
