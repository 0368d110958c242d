Creator "igraph version 1.0.0 Fri Nov 27 23:51:35 2026"
Version 1
graph
[
  directed 0
  node
  [
    id 0
    name "n0"
  ]
  node
  [
    id 1
    name "n1"
  ]
  node
  [
    id 2
    name "n2"
  ]
  node
  [
    id 3
    name "n3"
  ]
  node
  [
    id 4
    name "n4"
  ]
  node
  [
    id 5
    name "n5"
  ]
  node
  [
    id 6
    name "n6"
  ]
  node
  [
    id 7
    name "n7"
  ]
  node
  [
    id 8
    name "n8"
  ]
  node
  [
    id 9
    name "n9"
  ]
  node
  [
    id 10
    name "n10"
  ]
  node
  [
    id 11
    name "n11"
  ]
  edge
  [
    source 1
    target 0
    weight 0.5
  ]
  edge
  [
    source 2
    target 0
    weight 1.25
  ]
  edge
  [
    source 2
    target 1
    weight 2
  ]
  edge
  [
    source 3
    target 2
    weight 0.75
  ]
  edge
  [
    source 4
    target 3
    weight 3.5
  ]
  edge
  [
    source 5
    target 3
    weight 1
  ]
  edge
  [
    source 5
    target 4
    weight 0.25
  ]
  edge
  [
    source 6
    target 5
    weight 2.5
  ]
  edge
  [
    source 7
    target 6
    weight 1.75
  ]
  edge
  [
    source 8
    target 6
    weight 0.5
  ]
  edge
  [
    source 8
    target 7
    weight 4
  ]
  edge
  [
    source 9
    target 8
    weight 1.5
  ]
  edge
  [
    source 10
    target 9
    weight 2.25
  ]
  edge
  [
    source 10
    target 0
    weight 0.75
  ]
  edge
  [
    source 9
    target 4
    weight 3
  ]
]
