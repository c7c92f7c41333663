/// How one issuer's name, written without `https://`, was mistaken for another's.
package struct IssuerSlip: Sendable {
    package let kind: Mistake.Kind
    /// What differs, as a clause.
    package let difference: String

    /// Nil if the names have nothing to do with each other, or are the same.
    package init?(wrote: String, meant: String) {
        guard wrote != meant else { return nil }
        if wrote.lowercased() == meant.lowercased() {
            kind = .letterCase
            difference = "only the case of letters differs"
        } else if wrote.hasPrefix("https://") || wrote.hasPrefix("http://") {
            kind = .schemeInProvider
            difference = "it is written without https://"
        } else if wrote + "/" == meant || wrote == meant + "/" {
            kind = .slashAtEnd
            difference = "a slash at the end makes the difference"
        } else if let ours = EKSIssuer(wrote), let theirs = EKSIssuer(meant), ours != theirs {
            if ours.id == theirs.id {
                kind = .otherRegion
                difference = "the region differs: \(ours.region) is written, \(theirs.region) is the cluster's"
            } else if let distance = Resemblance.distance(ours.id, theirs.id, most: 3), ours.region == theirs.region {
                kind = .providerTypo
                difference = IssuerSlip.characters(distance) + " of the cluster's id"
            } else {
                kind = .otherCluster
                difference = "it is another cluster's: id \(ours.id) is written, \(theirs.id) is this token's"
            }
        } else if let distance = Resemblance.distance(wrote, meant, most: max(2, meant.utf8.count / 10)) {
            kind = .providerTypo
            difference = IssuerSlip.characters(distance)
        } else {
            return nil
        }
    }

    private static func characters(_ count: Int) -> String {
        count == 1 ? "a slip in one character" : "a slip in \(count) characters"
    }
}

/// The parts of an issuer of EKS: `oidc.eks.REGION.amazonaws.com/id/ID`.
struct EKSIssuer: Sendable, Hashable {
    let region: String
    let id: String

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "id" else { return nil }
        let labels = parts[0].split(separator: ".")
        guard labels.count > 4, labels[0] == "oidc", labels[1] == "eks" || labels[1] == "oidc-eks" else { return nil }
        region = String(labels[2])
        id = String(parts[2])
    }
}
