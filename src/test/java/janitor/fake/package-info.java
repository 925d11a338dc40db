/// An AWS account made of plain objects: for planner, sweeper and whole nights, without AWS.
@NullMarked
package janitor.fake;

import org.jspecify.annotations.NullMarked;
