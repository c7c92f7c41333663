/// The domain names of the partition a region is in.
struct Partition: Sendable, Hashable {
    /// Of endpoints with IPv4 only.
    let suffix: String
    /// Of endpoints with both families; nil where there are none.
    let dualStackSuffix: String?

    init(region: String) {
        switch region {
        case _ where region.hasPrefix("cn-"):
            self.init(suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn")
        case _ where region.hasPrefix("us-isob-"): self.init(suffix: "sc2s.sgov.gov", dualStackSuffix: nil)
        case _ where region.hasPrefix("us-isof-"): self.init(suffix: "csp.hci.ic.gov", dualStackSuffix: nil)
        case _ where region.hasPrefix("us-iso-"): self.init(suffix: "c2s.ic.gov", dualStackSuffix: nil)
        case _ where region.hasPrefix("eu-isoe-"): self.init(suffix: "cloud.adc-e.uk", dualStackSuffix: nil)
        case _ where region.hasPrefix("eusc-"):
            self.init(suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu")
        default: self.init(suffix: "amazonaws.com", dualStackSuffix: "api.aws")
        }
    }

    private init(suffix: String, dualStackSuffix: String?) {
        self.suffix = suffix
        self.dualStackSuffix = dualStackSuffix
    }

    /// Where EKS Auth is in a region.
    static func eksAuth(region: String, fips: Bool) -> String {
        let partition = Partition(region: region)
        return "https://eks-auth\(fips ? "-fips" : "").\(region).\(partition.dualStackSuffix ?? partition.suffix)"
    }

    /// Where STS is in a region.
    static func sts(region: String, fips: Bool) -> String {
        "https://sts\(fips ? "-fips" : "").\(region).\(Partition(region: region).suffix)"
    }
}
