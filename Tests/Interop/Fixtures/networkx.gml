graph [
  node [
    id 0
    label "Alpha"
  ]
  node [
    id 1
    label "B&#233;la"
  ]
  node [
    id 2
    label "node c"
  ]
  node [
    id 3
    label "quote&#34;d"
  ]
  node [
    id 4
    label "comma,x"
  ]
  node [
    id 5
    label "d'Artagnan"
  ]
  node [
    id 6
    label "na&#239;ve"
  ]
  node [
    id 7
    label "&#26085;&#26412;"
  ]
  node [
    id 8
    label "N8"
  ]
  node [
    id 9
    label "N9"
  ]
  node [
    id 10
    label "semi;colon"
  ]
  node [
    id 11
    label "alone"
  ]
  edge [
    source 0
    target 1
    weight 0.5
  ]
  edge [
    source 0
    target 2
    weight 1.25
  ]
  edge [
    source 0
    target 10
    weight 0.75
  ]
  edge [
    source 1
    target 2
    weight 2.0
  ]
  edge [
    source 2
    target 3
    weight 0.75
  ]
  edge [
    source 3
    target 4
    weight 3.5
  ]
  edge [
    source 3
    target 5
    weight 1.0
  ]
  edge [
    source 4
    target 5
    weight 0.25
  ]
  edge [
    source 4
    target 9
    weight 3.0
  ]
  edge [
    source 5
    target 6
    weight 2.5
  ]
  edge [
    source 6
    target 7
    weight 1.75
  ]
  edge [
    source 6
    target 8
    weight 0.5
  ]
  edge [
    source 7
    target 8
    weight 4.0
  ]
  edge [
    source 8
    target 9
    weight 1.5
  ]
  edge [
    source 9
    target 10
    weight 2.25
  ]
]
