# The image that doctor probes nodes with: docker build -t REGISTRY/swarmlan/probe:1 -f deploy/probe.Dockerfile deploy
# Then push it to a registry that every node reaches, and name it: swarmlan doctor --image REGISTRY/swarmlan/probe:1
# (or SWARMLAN_PROBE_IMAGE). Without Docker at hand, `npm run image` makes the same from Debian's packages.
FROM debian:stable-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends arp-scan busybox-static iproute2 ndisc6 socat \
 && rm -rf /var/lib/apt/lists/* \
 # Busybox first: the probes are written for its programs; iproute2 keeps a name of its own beside it.
 && mkdir /probe \
 && for it in sh cat echo printf sleep timeout date nsenter ping nslookup nc readlink basename test xxd kill true false tr wc mkdir rm traceroute; do \
      ln -s /bin/busybox /probe/$it; done \
 && ln -s "$(command -v ip)" /probe/ip.iproute2
ENV PATH=/probe:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["/probe/sh"]
