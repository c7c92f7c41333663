import AWSProtocols
import AWSVocabulary
import Authorization
import ServiceModel

extension EKSService {
    /// Tells which add-ons there are, in which versions, for which versions of Kubernetes.
    var describeAddonVersions: ServiceOperation {
        ServiceOperation(
            Operation(
                "DescribeAddonVersions",
                .eks,
                route: .rest(method: "GET", template: "/addons/supported-versions"),
                isReadOnly: true,
                action: "eks:DescribeAddonVersions"
            ),
            prepare: { call in
                var reader = ParameterReader(call.input)
                let asked: AddonQuestion = AddonQuestion(
                    name: reader.string("addonName", length: 1...256),
                    kubernetes: reader.string("kubernetesVersion", length: 1...16),
                    types: AddonQuestion.texts("types", call.input),
                    publishers: AddonQuestion.texts("publishers", call.input),
                    owners: AddonQuestion.texts("owners", call.input)
                )
                try reader.finishForEKS()
                return (.permission("eks:DescribeAddonVersions", on: "*"), asked)
            },
            perform: { authorized, asked in
                let page = try NamePage(authorized.call.input)
                let found = AddonCatalog.offers.filter { asked.admits($0) && $0.name > page.after }
                var output = page.output("addons", found.map(\.name))
                output["addons"] = .list(found.prefix(page.limit).map { .structure(asked.shape($0)) })
                return .output(output)
            }
        )
    }

    /// Tells what an add-on can be configured with, and which roles it needs.
    var describeAddonConfiguration: ServiceOperation {
        ServiceOperation(
            Operation(
                "DescribeAddonConfiguration",
                .eks,
                route: .rest(method: "GET", template: "/addons/configuration-schemas"),
                isReadOnly: true,
                action: "eks:DescribeAddonConfiguration"
            ),
            prepare: { call in
                var reader = ParameterReader(call.input)
                let name = reader.requiredString("addonName", length: 1...256)
                let version = reader.requiredString("addonVersion", length: 1...256)
                try reader.finishForEKS()
                return (.permission("eks:DescribeAddonConfiguration", on: "*"), (name, version))
            },
            perform: { _, asked in
                let (name, version) = asked
                guard let offer = AddonCatalog.offer(name), offer.versions.contains(where: { $0.name == version })
                else { throw Words.noConfigurationSchema(name, version) }
                let identities = offer.identities.map { identity -> WireValue in
                    [
                        "serviceAccount": .string(identity.serviceAccount),
                        "recommendedManagedPolicies": .list(identity.policies.map { .string($0) }),
                    ]
                }
                return .output([
                    "addonName": .string(name), "addonVersion": .string(version),
                    "configurationSchema": .string(offer.schema),
                    "podIdentityConfiguration": identities.isEmpty ? nil : .list(identities),
                ])
            }
        )
    }
}

/// Which add-ons somebody wants to hear of.
private struct AddonQuestion: Sendable {
    let name: String?
    let kubernetes: String?
    let types: [String]?
    let publishers: [String]?
    let owners: [String]?

    /// A query's list: of one value, it arrives as the value.
    static func texts(_ name: String, _ input: WireStructure) -> [String]? {
        input.strings(name) ?? input.string(name).map { [$0] }
    }

    func admits(_ offer: AddonOffer) -> Bool {
        name.map { $0 == offer.name } ?? true && types.map { $0.contains(offer.type) } ?? true
            && publishers.map { $0.contains("eks") } ?? true && owners.map { $0.contains("aws") } ?? true
            && kubernetes.map { !offer.versions(for: $0).isEmpty } ?? true
    }

    func shape(_ offer: AddonOffer) -> WireStructure {
        let versions = kubernetes.map { offer.versions(for: $0) } ?? offer.versions
        return [
            "addonName": .string(offer.name), "type": .string(offer.type),
            "addonVersions": .list(versions.map { .structure(shape($0, of: offer)) }), "publisher": "eks",
            "owner": "aws", "defaultNamespace": .string(offer.namespace),
        ]
    }

    private func shape(_ version: AddonOffer.Version, of offer: AddonOffer) -> WireStructure {
        let clusters = version.kubernetes.reversed().filter { kubernetes == nil || $0 == kubernetes }
        return [
            "addonVersion": .string(version.name), "architecture": ["amd64", "arm64"],
            "computeTypes": ["ec2", "hybrid"],
            "compatibilities": .list(
                clusters.map { cluster in
                    [
                        "clusterVersion": .string(cluster), "platformVersions": ["*"],
                        "defaultVersion": .boolean(offer.defaultVersion(for: cluster) == version.name),
                    ]
                }
            ),
            "requiresConfiguration": false, "requiresIamPermissions": .boolean(!offer.identities.isEmpty),
        ]
    }
}
