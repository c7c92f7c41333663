import JSONTree
import Testing

@testable import KubernetesAPI

/// What is left of an object without what the cluster added.
struct NeatTests {
    private static let written: [(APIResource, String)] = [
        (.pods, #"{"metadata":{"name":"a","namespace":"b"},"spec":{"containers":[{"name":"c","image":"x:1"}]}}"#),
        (
            .pods,
            #"""
            {"metadata":{"name":"a","labels":{"app":"x"}},"spec":{"serviceAccountName":"my-sa","restartPolicy":"Never",
            "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute",
            "tolerationSeconds":5}],"containers":[{"name":"c","image":"x","imagePullPolicy":"IfNotPresent",
            "resources":{"limits":{"memory":"1Gi"}},"ports":[{"containerPort":80}],
            "env":[{"name":"N","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"E","value":""}],
            "volumeMounts":[{"name":"v","mountPath":"/v"}]}],"volumes":[{"name":"v","emptyDir":{}},
            {"name":"s","secret":{"secretName":"s","defaultMode":256}},{"name":"h","hostPath":{"path":"/h"}},
            {"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"t","audience":"x"}}]}}]}}
            """#
        ),
        (
            .deployments,
            #"""
            {"metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"app":"a"}},"replicas":2,"template":{
            "metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"x"}]}}}}
            """#
        ),
        (
            .daemonSets,
            #"""
            {"metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"app":"a"}},
            "updateStrategy":{"type":"OnDelete"},"template":{"metadata":{"labels":{"app":"a"}},"spec":{
            "containers":[{"name":"c","image":"x"}],"hostNetwork":true}}}}
            """#
        ),
        (.secrets, #"{"metadata":{"name":"a"},"data":{"k":"dg=="}}"#),
        (.namespaces, #"{"metadata":{"name":"a"}}"#),
        (.serviceAccounts, #"{"metadata":{"name":"a","annotations":{"eks.amazonaws.com/role-arn":"r"}}}"#),
        (
            .mutatingWebhookConfigurations,
            #"""
            {"metadata":{"name":"a"},"webhooks":[{"name":"a.b.c","sideEffects":"None","admissionReviewVersions":["v1"],
            "clientConfig":{"service":{"name":"s","namespace":"n"}},"rules":[{"operations":["CREATE"],"apiGroups":[""],
            "apiVersions":["v1"],"resources":["pods"]}]}]}
            """#
        ),
    ]

    @Test("what was written comes back, and is all that comes back", arguments: written)
    func roundTrip(_ resource: APIResource, _ text: String) throws {
        var wanted = try parsed(text)
        var object = wanted
        if resource == .pods { ServiceAccountAdmission.setDefaultName(&object) }
        Defaulting.apply(to: &object, as: resource)
        if resource == .pods {
            ServiceAccountAdmission.admit(&object, account: ["metadata": ["name": "a"]], suffix: "hwfd5")
            object.set("spec", "nodeName", to: "node-1")
        }
        object.set("metadata", "uid", to: "u")
        object.set("metadata", "resourceVersion", to: "7")
        object.set("metadata", "generation", to: 2)
        object.set("metadata", "creationTimestamp", to: "2026-01-01T00:00:00Z")
        object.set("metadata", "managedFields", to: [["manager": "kubectl"]])
        object.set("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration", to: "{}")
        object.set("status", to: ["phase": "Running"])
        wanted.set("apiVersion", to: .string(resource.groupVersion))
        wanted.set("kind", to: .string(resource.kind))
        let neat = Neat.text(of: object)
        #expect(neat.means(wanted), "\(neat.text(pretty: true))")
        var again = neat
        if resource == .pods { ServiceAccountAdmission.setDefaultName(&again) }
        Defaulting.apply(to: &again, as: resource)
        var before = wanted
        if resource == .pods { ServiceAccountAdmission.setDefaultName(&before) }
        Defaulting.apply(to: &before, as: resource)
        #expect(again.means(before))
    }

    @Test(
        "what somebody chose stays, though the cluster has its own idea of it",
        arguments: [
            (#"{"containers":[{"name":"c","image":"x:latest","imagePullPolicy":"Never"}]}"#, "imagePullPolicy"),
            (#"{"containers":[],"dnsPolicy":"Default"}"#, "dnsPolicy"),
            (#"{"containers":[],"volumes":[{"name":"my-token-x","secret":{"secretName":"other"}}]}"#, "my-token-x"),
            (#"{"containers":[],"terminationGracePeriodSeconds":31}"#, "terminationGracePeriodSeconds"),
            (#"{"containers":[],"securityContext":{"fsGroup":1}}"#, "fsGroup"),
            (#"{"containers":[{"name":"c","readinessProbe":{"periodSeconds":11,"tcpSocket":{"port":1}}}]}"#, "11"),
        ]
    )
    func chosen(_ spec: String, _ stays: String) throws {
        let pod: JSON = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"], "spec": try parsed(spec)]
        #expect(Neat.text(of: pod).text().contains(stays))
    }

    @Test func `a probe, a service and a claim lose their defaults`() throws {
        let pod = Neat.text(
            of: try parsed(
                #"""
                {"kind":"Pod","spec":{"containers":[{"name":"c","livenessProbe":{"failureThreshold":3,"periodSeconds":10,
                "successThreshold":1,"timeoutSeconds":1,"httpGet":{"path":"/","port":80,"scheme":"HTTP"}}}]}}
                """#
            )
        )
        let probe = pod.at("spec", "containers")?.array?.first?["livenessProbe"]
        #expect(probe == ["httpGet": ["path": "/", "port": 80]])
        let service = Neat.text(
            of: try parsed(
                #"""
                {"kind":"Service","metadata":{"name":"s"},"spec":{"clusterIP":"10.0.0.1","clusterIPs":["10.0.0.1"],
                "internalTrafficPolicy":"Cluster","ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","ports":[
                {"port":80,"protocol":"TCP","targetPort":80},{"port":81,"protocol":"UDP","targetPort":"x"}],
                "selector":{"a":"b"},"sessionAffinity":"None","type":"ClusterIP"},"status":{"loadBalancer":{}}}
                """#
            )
        )
        let ports: JSON = [["port": 80], ["port": 81, "protocol": "UDP", "targetPort": "x"]]
        #expect(service["spec"] == ["ports": ports, "selector": ["a": "b"]])
        #expect(service["status"] == nil)
    }

    @Test func `each item of a list is stripped`() throws {
        let list = Neat.text(
            of: try parsed(
                #"""
                {"apiVersion":"v1","kind":"List","metadata":{"resourceVersion":""},"items":[{"apiVersion":"v1",
                "kind":"ConfigMap","metadata":{"name":"a","uid":"u"},"data":{"status":"x"}}]}
                """#
            )
        )
        #expect(list["metadata"] == nil)
        #expect(list["items"]?.array?.first?["metadata"] == ["name": "a"])
        #expect(list["items"]?.array?.first?["data"] == ["status": "x"])
    }
}
