import ArgumentParser
import PodIdentity

/// How pods are changed: AWS's flags.
struct InjectionFlags: ParsableArguments {
    @Option(help: ArgumentHelp("What stands before the / of every annotation.", valueName: "prefix"))
    var annotationPrefix = "eks.amazonaws.com"

    @Option(help: ArgumentHelp("Whom a role's tokens are for.", valueName: "audience"))
    var tokenAudience = "sts.amazonaws.com"

    @Option(help: ArgumentHelp("Where a role's token is mounted.", valueName: "path"))
    var tokenMountPath = "/var/run/secrets/eks.amazonaws.com/serviceaccount"

    @Option(help: ArgumentHelp("How long tokens live, in seconds, at least 600.", valueName: "seconds"))
    var tokenExpiration = 86_400

    @Option(help: ArgumentHelp("The region that pods are told of.", valueName: "region"))
    var awsDefaultRegion = ""

    @Flag(inversion: .prefixedNo, help: "Whether pods use the STS endpoint of their region.")
    var stsRegionalEndpoint = false

    @Flag(inversion: .prefixedNo, help: "Whether role names become ARNs, by the instance's metadata.")
    var composeRoleArn = false

    @Option(help: ArgumentHelp("Whom an association's tokens are for.", valueName: "audience"))
    var containerCredentialsAudience = "pods.eks.amazonaws.com"

    @Option(help: ArgumentHelp("Where an association's token is mounted.", valueName: "path"))
    var containerCredentialsTokenMountPath = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount"

    @Option(help: ArgumentHelp("The name of its volume.", valueName: "name"))
    var containerCredentialsTokenVolumeName = "eks-pod-identity-token"

    @Option(help: ArgumentHelp("The name of its file.", valueName: "name"))
    var containerCredentialsTokenPath = "eks-pod-identity-token"

    @Option(help: ArgumentHelp("Where pods with an association ask for credentials.", valueName: "url"))
    var containerCredentialsFullUri = "http://169.254.170.23/v1/credentials"

    /// The flags as values; roles are not completed yet.
    var settings: InjectionSettings {
        var settings = InjectionSettings()
        settings.annotationPrefix = annotationPrefix
        settings.defaultRegion = awsDefaultRegion
        settings.usesRegionalSTS = stsRegionalEndpoint
        settings.tokenExpiration = max(TokenExpiration.minimum, tokenExpiration)
        settings.role.audience = tokenAudience
        settings.role.mountPath = tokenMountPath
        settings.containerCredentials = InjectionSettings.TokenPlace(
            audience: containerCredentialsAudience,
            mountPath: containerCredentialsTokenMountPath,
            volume: containerCredentialsTokenVolumeName,
            file: containerCredentialsTokenPath
        )
        settings.containerCredentialsURI = containerCredentialsFullUri
        return settings
    }
}
