/** A program without resources. */
