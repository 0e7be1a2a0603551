#!/usr/bin/env bash
# Stands in for kubectl: writes each call into $KUBE/calls and keeps each node's state as files. A node named in $KUBE/stubborn cannot be drained.
set -eu
echo "$*" >> "$KUBE/calls"
case "$1 $2" in
  'get node')
    case "${*: -1}" in
      *unschedulable*) if [ -e "$KUBE/$3.cordoned" ]; then printf true; fi ;;
      *winharden-cordoned*) if [ -e "$KUBE/$3.label" ]; then cat "$KUBE/$3.label"; fi ;;
    esac ;;
  'label node')
    label="${*: -1}"
    if [ "$label" = winharden-cordoned- ]; then rm "$KUBE/$3.label"; else printf '%s' "${label#*=}" > "$KUBE/$3.label"; fi
    echo "node/$3 labeled" ;;
  cordon\ *) touch "$KUBE/$2.cordoned"; echo "node/$2 cordoned" ;;
  uncordon\ *) rm "$KUBE/$2.cordoned"; echo "node/$2 uncordoned" ;;
  drain\ *)
    node="${*: -1}"
    if grep -qsx "$node" "$KUBE/stubborn"; then
      echo "error: cannot evict pod as it would violate the pod's disruption budget" >&2
      exit 1
    fi
    echo "node/$node drained" ;;
esac
