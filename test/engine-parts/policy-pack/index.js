/** A compiled policy pack, as the engine runs it: generated passwords need 16 characters. */
const { PolicyPack, validateResourceOfType } = require("@pulumi/policy");
const { RandomPassword } = require("@pulumi/random/randomPassword");

new PolicyPack("engine-fixture", {
  policies: [
    {
      name: "password-length",
      description: "A generated password has at least 16 characters.",
      enforcementLevel: "mandatory",
      validateResource: validateResourceOfType(RandomPassword, ({ length }, _args, report) => {
        if (length < 16) report(`This one has ${length}.`);
      }),
    },
  ],
});
