// OCA's settings. The plugin is installed by dev/install, below dev/.
module.exports = {
    plugins: [require.resolve("./dev/node_modules/@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "always",
    semi: true,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
};
