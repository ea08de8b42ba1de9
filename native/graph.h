/*
 * Everything a value holds as a graph: every heap object with its own bytes, every reference with its name. The same nodes as a heap snapshot has
 * under the value policy; the references to what an object's own stores hold go out of the object itself.
 */
#ifndef MEMSIZE_GRAPH_H
#define MEMSIZE_GRAPH_H

#include "graph-nodes.h"

/**
 * Builds the graph of a root, which has the number 0. All others are numbered as they are met, so that each has a reference from one before it. Without
 * rules it ends at an object with a description of its own.
 */
void graph_build(Graph *graph, Word root);
void graph_free(Graph *graph);
#endif
