#include "heap-write.h"

#ifdef __linux__

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 16, NUMBER_MOST = 24 };

static void flush(Writer *writer) {
  const char *at = writer->buffer.start;
  size_t left = writer->buffer.used;
  while (left > 0 && !writer->error) {
    ssize_t done = write(writer->file, at, left);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) {
      writer->error = done < 0 ? errno : EIO;
      break;
    }
    at += done;
    left -= (size_t)done;
  }
  writer->written += writer->buffer.used - left;
  writer->buffer.used = 0;
}

static void put(Writer *writer, const char *from, size_t count) {
  while (count > 0 && !writer->error) {
    const size_t space = CHUNK_BYTES - writer->buffer.used, part = count < space ? count : space;
    memcpy((char *)writer->buffer.start + writer->buffer.used, from, part);
    writer->buffer.used += part;
    from += part;
    count -= part;
    if (writer->buffer.used == CHUNK_BYTES) flush(writer);
  }
}

static void put_text(Writer *writer, const char *text) { put(writer, text, strlen(text)); }

static void put_number(Writer *writer, uint64_t value, char after) {
  if (writer->buffer.used + NUMBER_MOST > CHUNK_BYTES) flush(writer);
  char digits[NUMBER_MOST], *out = (char *)writer->buffer.start + writer->buffer.used;
  int at = NUMBER_MOST;
  do digits[--at] = (char)('0' + value % 10);
  while (value /= 10);
  memcpy(out, digits + at, (size_t)(NUMBER_MOST - at));
  out[NUMBER_MOST - at] = after;
  writer->buffer.used += (size_t)(NUMBER_MOST - at) + 1;
}

/* What DevTools and other loaders wait for: HeapSnapshotJSONSerializer::SerializeSnapshot. Six fields a node, three an edge. */
static const char head[] =
    "{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\",\"edge_count\",\"detachedness\"],"
    "\"node_types\":[[\"hidden\",\"array\",\"string\",\"object\",\"code\",\"closure\",\"regexp\",\"number\",\"native\",\"synthetic\","
    "\"concatenated string\",\"sliced string\",\"symbol\",\"bigint\",\"object shape\"],\"string\",\"number\",\"number\",\"number\",\"number\"],"
    "\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],"
    "\"edge_types\":[[\"context\",\"element\",\"property\",\"internal\",\"hidden\",\"shortcut\",\"weak\"],\"string_or_number\",\"node\"],"
    "\"trace_function_info_fields\":[\"function_id\",\"name\",\"script_name\",\"script_id\",\"line\",\"column\"],"
    "\"trace_node_fields\":[\"id\",\"function_info_index\",\"count\",\"size\",\"children\"],"
    "\"sample_fields\":[\"timestamp_us\",\"last_assigned_id\"],"
    "\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"]},\"node_count\":";
enum { NODE_FIELDS = 6 };

static void put_nodes(Writer *writer, const HeapGraph *graph) {
  const uint8_t *types = graph->types.start;
  const uint32_t *names = graph->names.start, *sizes = graph->sizes.start, *first_edges = graph->first_edges.start;
  const double *store_sizes = graph->store_sizes.start;
  const uint32_t stores = FIRST_OBJECT + graph->object_count;
  for (uint32_t node = 0; node < graph->node_count && !writer->error; node++) {
    if (node) put(writer, ",", 1);
    put_number(writer, types[node], ',');
    put_number(writer, names[node], ',');
    put_number(writer, 2ull * node + 1, ',');
    put_number(writer, node < stores ? sizes[node] : (uint64_t)store_sizes[node - stores], ',');
    put_number(writer, first_edges[node + 1] - first_edges[node], ',');
    put(writer, "0\n", 2);
  }
}

static void put_edge(HeapGraph *graph, EdgeType type, uint32_t name, uint32_t target) {
  Writer *writer = graph->taker;
  graph->edge_count++;
  if (writer->error) return;
  if (!writer->is_first) put(writer, ",", 1);
  writer->is_first = false;
  put_number(writer, type, ',');
  put_number(writer, name, ',');
  put_number(writer, (uint64_t)target * NODE_FIELDS, '\n');
}

static void put_strings(Writer *writer, HeapGraph *graph) {
  const uint32_t count = graph_text_count(graph);
  for (uint32_t i = 0; i < count && !writer->error; i++) {
    writer->text.used = 0;
    if (!graph_text(graph, i, &writer->text)) {
      graph->survey->space.problem = "out of memory";
      return;
    }
    put_text(writer, i ? ",\n\"" : "\"");
    put(writer, writer->text.start, writer->text.used);
    put(writer, "\"", 1);
  }
}

void write_snapshot(Writer *writer, HeapGraph *graph, int file) {
  Space *space = &graph->survey->space;
  if (space->problem) return;
  writer->file = file;
  writer->is_first = true;
  if (!room_map(&writer->buffer, CHUNK_BYTES) || !room_map(&writer->text, CHUNK_BYTES)) {
    space->problem = "out of memory";
    return;
  }
  put_text(writer, head);
  put_number(writer, graph->node_count, ',');
  put_text(writer, "\"edge_count\":");
  put_number(writer, graph->edge_count, ',');
  put_text(writer, "\"trace_function_count\":0},\n\"nodes\":[");
  put_nodes(writer, graph);
  put_text(writer, "],\n\"edges\":[");
  graph_edges(graph, put_edge, writer);
  put_text(writer, "],\n\"trace_function_infos\":[],\"trace_tree\":[],\"samples\":[],\"locations\":[],\n\"strings\":[");
  put_strings(writer, graph);
  put_text(writer, "]}\n");
  flush(writer);
}

void writer_free(Writer *writer) {
  room_free(&writer->buffer);
  room_free(&writer->text);
}

#endif
