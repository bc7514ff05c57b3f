-- Heap sort of floats, and a binary heap as a priority queue of records.
local state = 99
local function random()
  state = (state * 1103515245 + 12345) % 2147483648
  return state / 2147483648
end

local function heapsort(a, n)
  local function sift(root, last)
    local value = a[root]
    while true do
      local child = root * 2
      if child > last then break end
      if child < last and a[child] < a[child + 1] then child = child + 1 end
      if a[child] <= value then break end
      a[root] = a[child]
      root = child
    end
    a[root] = value
  end
  for root = n // 2, 1, -1 do sift(root, n) end
  for last = n, 2, -1 do
    a[1], a[last] = a[last], a[1]
    sift(1, last - 1)
  end
end

local n = 350000
local a = {}
for i = 1, n do a[i] = random() end
heapsort(a, n)
for i = 2, n do
  if a[i - 1] > a[i] then error("not sorted") end
end

local heap, size = {}, 0
local function push(item)
  size = size + 1
  local at = size
  while at > 1 do
    local parent = at // 2
    if heap[parent].due <= item.due then break end
    heap[at] = heap[parent]
    at = parent
  end
  heap[at] = item
end
local function pop()
  local top, last = heap[1], heap[size]
  heap[size] = nil
  size = size - 1
  local at = 1
  while at * 2 <= size do
    local child = at * 2
    if child < size and heap[child + 1].due < heap[child].due then child = child + 1 end
    if last.due <= heap[child].due then break end
    heap[at] = heap[child]
    at = child
  end
  if size > 0 then heap[at] = last end
  return top
end

for i = 1, 1000 do push({ due = random() * 1000, serial = i }) end
local checksum = 0
for i = 1, 200000 do
  local event = pop()
  checksum = (checksum * 7 + event.serial) % 1000003
  push({ due = event.due + random() * 1000, serial = i })
end
print(string.format("%.6f %.6f", a[1], a[n]), checksum)
