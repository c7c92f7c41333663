import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import EKSService
import Store
import Synchronization
import Testing

struct AddonTests {
    private static let agent = "eks-pod-identity-agent"
    private static let target: WireStructure = ["name": "myeks", "addonName": .string(agent)]

    private func create(_ installation: Installation, _ changes: WireStructure = [:]) async throws -> String {
        var input = Self.target
        for member in changes.members { input[member.name] = member.value }
        return try await installation.wire("CreateAddon", input)
    }

    @Test func `the versions of an add-on are told, one of them the default of each Kubernetes`() async throws {
        let installation = try await Installation()
        let all = try await installation.wire("DescribeAddonVersions", [:])
        for name in [Self.agent, "vpc-cni", "coredns", "kube-proxy", "aws-ebs-csi-driver"] {
            #expect(all.contains(#""addonName":"\#(name)""#))
        }
        let one = try await installation.wire(
            "DescribeAddonVersions",
            ["addonName": .string(Self.agent), "kubernetesVersion": "1.33"]
        )
        #expect(one.matches(of: /"addonName"/).count == 1)
        #expect(one.matches(of: /"defaultVersion":true/).count == 1)
        #expect(!one.contains(#""clusterVersion":"1.32""#))
        for version in (28...36).map({ "1.\($0)" }) {
            let offered = try await installation.wire(
                "DescribeAddonVersions",
                ["addonName": .string(Self.agent), "kubernetesVersion": .string(version)]
            )
            #expect(offered.matches(of: /"defaultVersion":true/).count == 1, "\(version)")
        }
        #expect(try await installation.wire("DescribeAddonVersions", ["addonName": "none"]) == #"{"addons":[]}"#)
        let page = try await installation.wire("DescribeAddonVersions", ["maxResults": "1"])
        #expect(page.contains(#""nextToken":"after-aws-ebs-csi-driver""#))
        let schema = try await installation.wire(
            "DescribeAddonConfiguration",
            ["addonName": "vpc-cni", "addonVersion": "v1.20.1-eksbuild.3"]
        )
        #expect(schema.contains(#""serviceAccount":"aws-node""#))
        #expect(
            try await installation.wire(
                "DescribeAddonConfiguration",
                ["addonName": "vpc-cni", "addonVersion": "v0"]
            ).hasPrefix("404 ResourceNotFoundException")
        )
    }

    @Test func `an add-on is created, active when it runs, and gone when deleted`() async throws {
        let addons = ScriptedAddons()
        let installation = try await Installation(addons: addons)
        addons.readiness = .unready(reason: "0 of 1 pods run")
        let made = try await create(installation, ["tags": .map(["a": "b"])])
        #expect(made.contains(#""status":"CREATING","addonVersion":"v1.3.10-eksbuild.2""#))
        #expect(
            made.contains(#""addonArn":"arn:aws:eks:us-west-2:111122223333:addon/myeks/eks-pod-identity-agent/"#)
        )
        #expect(try await installation.wire("DescribeAddon", Self.target).contains(#""status":"CREATING""#))
        addons.readiness = .ready
        #expect(try await installation.wire("DescribeAddon", Self.target).contains(#""status":"ACTIVE""#))
        #expect(
            try await installation.wire("ListAddons", ["name": "myeks"]) == #"{"addons":["eks-pod-identity-agent"]}"#
        )
        #expect(try await create(installation) == "409 ResourceInUseException: Addon already exists.")
        #expect(try await installation.wire("DeleteAddon", Self.target).contains(#""status":"DELETING""#))
        #expect(addons.log == ["install", "remove"])
        #expect(
            try await installation.wire("DescribeAddon", Self.target)
                == "404 ResourceNotFoundException: No addon: eks-pod-identity-agent found in cluster: myeks"
        )
    }

    @Test func `what stays unready is degraded, and says why`() async throws {
        let addons = ScriptedAddons()
        let installation = try await Installation(addons: addons)
        addons.readiness = .unready(reason: "0 of 1 pods run")
        _ = try await create(installation)
        var addon = try #require(
            installation.directory.snapshot.addon(cluster: Installation.cluster("myeks").key, name: Self.agent)
        )
        addon.createdAt = Installation.now.adding(seconds: -1000)
        addon.modifiedAt = addon.createdAt
        try await installation.put(addon)
        let described = try await installation.wire("DescribeAddon", Self.target)
        #expect(described.contains(#""status":"DEGRADED""#))
        #expect(described.contains(#"{"code":"InsufficientNumberOfReplicas","message":"0 of 1 pods run"}"#))
    }

    @Test func `what is there already is not overwritten unless that is asked for`() async throws {
        let addons = ScriptedAddons()
        let installation = try await Installation(addons: addons)
        addons.conflict = "Conflicts found"
        _ = try await create(installation)
        let described = try await installation.wire("DescribeAddon", Self.target)
        #expect(described.contains(#""status":"CREATE_FAILED""#))
        #expect(described.contains(#""code":"ConfigurationConflict""#))
        // It is not the add-on's to remove.
        _ = try await installation.wire("DeleteAddon", Self.target)
        #expect(addons.log == [])
        _ = try await create(installation, ["resolveConflicts": "OVERWRITE"])
        #expect(try await installation.wire("DescribeAddon", Self.target).contains(#""status":"ACTIVE""#))
    }

    @Test(
        arguments: [
            (["name": "none"], "404 ResourceNotFoundException: No cluster found for name: none."),
            (["addonName": "none"], "400 InvalidParameterException: Addon specified is not supported"),
            (["addonVersion": "v0"], "400 InvalidParameterException: Addon version specified is not supported"),
            (["resolveConflicts": "MAYBE"], "400 InvalidParameterException"),
            (["configurationValues": "["], "400 InvalidParameterException: ConfigurationValue provided"),
            (["configurationValues": #"{"x":1}"#], "400 InvalidParameterException: ConfigurationValue provided"),
            (["configurationValues": #"{"agent":{}}"#], #"{"addon""#),
            (["namespaceConfig": ["namespace": "elsewhere"]], "400 InvalidParameterException"),
            (
                [
                    "podIdentityAssociations": [
                        ["serviceAccount": "x", "roleArn": .string(Installation.roleARN("app"))]
                    ]
                ],
                "400 InvalidParameterException"
            ),
            (
                ["addonName": "vpc-cni", "podIdentityAssociations": [["serviceAccount": "aws-node"]]],
                "400 InvalidParameterException"
            ),
            (
                [
                    "addonName": "vpc-cni",
                    "podIdentityAssociations": [
                        ["serviceAccount": "aws-node", "roleArn": .string(Installation.roleARN("app"))],
                        ["serviceAccount": "aws-node", "roleArn": .string(Installation.roleARN("app"))],
                    ],
                ],
                "400 InvalidParameterException"
            ),
        ] as [(WireStructure, String)]
    )
    func `what cannot be added is refused in EKS's words`(_ changes: WireStructure, _ says: String) async throws {
        let installation = try await Installation()
        let answer = try await create(installation, changes)
        #expect(answer.hasPrefix(says), "\(answer)")
    }

    @Test func `an add-on owns the associations it is made with`() async throws {
        let installation = try await Installation()
        let role = Installation.roleARN("app")
        let made = try await create(
            installation,
            [
                "addonName": "vpc-cni",
                "podIdentityAssociations": [["serviceAccount": "aws-node", "roleArn": .string(role)]],
            ]
        )
        let arn = try #require(made.firstMatch(of: /"podIdentityAssociations":\["([^"]+)"\]/)).1
        let id = try #require(arn.split(separator: "/").last)
        let association: WireStructure = ["name": "myeks", "associationId": .string(String(id))]
        let described = try await installation.wire("DescribePodIdentityAssociation", association)
        #expect(described.contains(#""namespace":"kube-system","serviceAccount":"aws-node""#))
        #expect(described.contains(#""ownerArn":"arn:aws:eks:us-west-2:111122223333:addon/myeks/vpc-cni/"#))
        #expect(
            try await installation.wire("DeletePodIdentityAssociation", association)
                .hasPrefix("400 InvalidRequestException")
        )
        let cni: WireStructure = ["name": "myeks", "addonName": "vpc-cni"]
        _ = try await installation.wire("DeleteAddon", cni)
        #expect(
            try await installation.wire("DescribePodIdentityAssociation", association)
                .hasPrefix("404 ResourceNotFoundException")
        )
    }

    @Test func `an update is done, described by its add-on, and repeated harmlessly`() async throws {
        let addons = ScriptedAddons()
        let installation = try await Installation(addons: addons)
        _ = try await create(installation, ["addonVersion": "v1.3.7-eksbuild.2"])
        var input = Self.target
        input["addonVersion"] = "v1.3.8-eksbuild.2"
        input["clientRequestToken"] = "t"
        let first = try await installation.wire("UpdateAddon", input)
        #expect(first.contains(#""status":"InProgress","type":"AddonUpdate""#))
        #expect(try await installation.wire("UpdateAddon", input) == first)
        #expect(addons.log == ["install", "install"])
        var other = input
        other["addonVersion"] = "v1.3.10-eksbuild.2"
        #expect(try await installation.wire("UpdateAddon", other).hasPrefix("400 InvalidParameterException"))
        other["addonName"] = "none"
        #expect(
            try await installation.wire("UpdateAddon", other)
                == "404 ResourceNotFoundException: No addon: none found in cluster: myeks"
        )
        let id = try #require(first.firstMatch(of: /"id":"([^"]+)"/)).1
        var update: WireStructure = ["name": "myeks", "updateId": .string(String(id))]
        #expect(try await installation.wire("DescribeUpdate", update).hasPrefix("404"))
        update["addonName"] = .string(Self.agent)
        #expect(try await installation.wire("DescribeUpdate", update).contains(#""status":"Successful""#))
        #expect(
            try await installation.wire("DescribeAddon", Self.target)
                .contains(#""addonVersion":"v1.3.8-eksbuild.2""#)
        )
        input["addonName"] = "coredns"
        input["addonVersion"] = nil
        #expect(try await installation.wire("UpdateAddon", input).hasPrefix("404 ResourceNotFoundException"))
    }
}

/// Add-ons that are what a test says.
final class ScriptedAddons: ClusterAddons {
    private struct State {
        var readiness = AddonReadiness.ready
        var conflict: String?
        var log: [String] = []
    }

    private let state = Mutex(State())

    var readiness: AddonReadiness {
        get { state.withLock { $0.readiness } }
        set { state.withLock { $0.readiness = newValue } }
    }
    var conflict: String? {
        get { state.withLock { $0.conflict } }
        set { state.withLock { $0.conflict = newValue } }
    }
    var log: [String] { state.withLock { $0.log } }

    func install(_ addon: AddonRecord, overwrites: Bool) async throws {
        try state.withLock { state in
            if !overwrites, let conflict = state.conflict { throw AddonConflict(message: conflict) }
            state.log.append("install")
        }
    }

    func remove(_ addon: AddonRecord) async throws { state.withLock { $0.log.append("remove") } }

    func readiness(of addon: AddonRecord) -> AddonReadiness { readiness }
}
